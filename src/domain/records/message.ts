/** Files that go along with one message at most. */
export const maxAttachments = 20
