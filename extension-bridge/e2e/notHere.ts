/** What is missing on this machine; the message is one line that says what to do. */
export class NotHere extends Error {}
