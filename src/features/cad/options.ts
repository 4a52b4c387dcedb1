import type { Db } from '../../db/port.ts'
import type { FilesOptions } from '../files/index.ts'

export interface CadOptions extends FilesOptions {
  db: Db
}
