/** How somebody came in, and how a message went. */
export const wayNames: Readonly<Record<string, string>> = {
  pin: "PIN",
  approval: "Approval",
  authenticator: "Authenticator app",
  passkey: "Passkey second",
  "passkey-alone": "Passkey alone",
  recovery: "Recovery code",
  phone: "Phone alone",
  trusted: "Trusted browser",
};

export const channelNames: Readonly<Record<string, string>> = {
  sms: "Text",
  voice: "Call",
  whatsapp: "WhatsApp",
  rcs: "RCS",
  email: "E-mail",
  silent_auth: "Silent authentication",
};
