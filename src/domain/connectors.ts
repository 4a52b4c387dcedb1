export type ConnectorKind = 'accounting' | 'crm' | 'automation' | 'chat'

/** The catalogue of native connectors (product.md, "Connections"), in the order shown. */
export const connectors: readonly { id: string; name: string; kind: ConnectorKind; summary: string }[] = [
  {
    id: 'quickbooks',
    name: 'QuickBooks Online',
    kind: 'accounting',
    summary: 'Customers, invoices and payments, as they are issued and paid.',
  },
  {
    id: 'xero',
    name: 'Xero',
    kind: 'accounting',
    summary: 'Contacts, invoices and payments, as they are issued and paid.',
  },
  { id: 'hubspot', name: 'HubSpot', kind: 'crm', summary: 'Contacts and deals from quotes and orders.' },
  {
    id: 'salesforce',
    name: 'Salesforce',
    kind: 'crm',
    summary: 'Accounts and opportunities from quotes and orders.',
  },
  { id: 'pipedrive', name: 'Pipedrive', kind: 'crm', summary: 'People and deals from quotes and orders.' },
  {
    id: 'zapier',
    name: 'Zapier',
    kind: 'automation',
    summary: 'Every event as a trigger for thousands of services.',
  },
  { id: 'make', name: 'Make', kind: 'automation', summary: 'Every event as the start of a scenario.' },
  {
    id: 'n8n',
    name: 'n8n',
    kind: 'automation',
    summary: 'Every event as a node of a workflow you host yourself.',
  },
  { id: 'slack', name: 'Slack', kind: 'chat', summary: 'What happens to orders, told in a channel.' },
]
