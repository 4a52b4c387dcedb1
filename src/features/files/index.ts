export { downloadHeaders } from './download.ts'
export {
  type FilesOptions,
  type ReadUpload,
  type ReceivedFile,
  removeStored,
  uploadReceiver,
} from './receive.ts'
