export { ProfilePage } from './profile.tsx'
export { SecurityPage } from './security.tsx'
export { SubscriptionPage } from './subscription.tsx'
export { UsersPage } from './users.tsx'
