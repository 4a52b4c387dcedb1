/** Levels of folders; deeper ones help nobody to find a part. */
export const deepestFolder = 16

/** Names that differ in case or composition only are one name, as in the file systems that libraries come from. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase()
