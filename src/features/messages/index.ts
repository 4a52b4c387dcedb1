export { messageRoutes } from './routes.ts'
export { forgetAuthor, messageService } from './service.ts'
