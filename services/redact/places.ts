// Where in a URL secrets stand.

/** `scheme://user:password@host`; the last @ before the path, since passwords are often not escaped. */
export const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"'<>]+@/gi
/** Parameters that carry a secret by their name: SRT's passphrase, a camera's password, a signed link's signature. */
export const PARAMETER =
  /([?&;](?:[\w.-]*(?:pass|pwd|secret|token|auth|sign|credential|session|api[_-]?key|access[_-]?key|stream[_-]?key)[\w.-]*|key|sig|user|usr|username|login)=)[^\s&;#"'<>]*/gi
