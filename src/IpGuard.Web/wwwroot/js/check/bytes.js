// What every step needs of bytes and texts.

export const concat = (...parts) => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

export const isSame = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const digest = async (bytes, hash = 'SHA-256') => new Uint8Array(await crypto.subtle.digest(hash, bytes));

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const utf8 = (text) => new TextEncoder().encode(text);

/** What is no UTF-8 becomes U+FFFD. */
export const textOf = (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Null for what is no UTF-8. */
export const strictTextOf = (bytes) => {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Null for any text that would not be written again as it stands: one text for the same bytes. */
export const fromBase64 = (text) => {
  try {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
};
