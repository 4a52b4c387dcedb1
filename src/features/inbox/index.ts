export { hintInbox, type InboxHint, listenInbox } from './hints.ts'
export { type Notice, type NoticeFamily, Notices } from './notices.ts'
