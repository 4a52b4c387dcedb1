export { type Compared, copyRows, isSame } from './between.ts'
export { findFilledTable, readCopiedTables, readSequences, type TableShape } from './catalogue.ts'
export { type Digest, dumpNamedFiles, dumpRows, freeze, type NamedFile, RowDigest } from './dump.ts'
export { CopyError, Loading, prepareSchema } from './load.ts'
