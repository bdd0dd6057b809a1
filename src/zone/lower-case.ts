/** US-ASCII letters in lower case, as in the DNS (RFC 4343 §3). `toLowerCase()` would make a "k" of the Kelvin sign. */
export const lowerCase = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
