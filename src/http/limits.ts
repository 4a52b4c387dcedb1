/** JSON bodies (contract.md, "Writes"); files are streamed and have a limit of their own. */
export const maxBodyBytes = 2 ** 20

/** All headers of a request together. */
export const maxHeaderBytes = 16 * 1024
