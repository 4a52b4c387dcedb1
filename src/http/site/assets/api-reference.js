/** Starts the API reference on its page. Everything it loads comes from this origin. */
const mount = document.getElementById('reference')
const { bundle, document: url } = mount.dataset
const { createApiReference } = await import(bundle)

createApiReference(mount, {
  url,
  // Which of two identities would a request act for? A token typed here goes alone, without the session's cookie.
  customFetch: (input, init) => fetch(input, { ...init, credentials: 'omit' }),
  authentication: { preferredSecurityScheme: 'pat' },
  persistAuth: false,
  telemetry: false,
  withDefaultFonts: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  documentDownloadType: 'none',
  orderSchemaPropertiesBy: 'preserve',
  modelsSectionLabel: 'Schemas',
  metaData: { title: 'API reference · Fabwire' },
})
