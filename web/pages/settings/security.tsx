import { PageHeader } from '../../ui/panel.tsx'
import { EmailPanel, PasswordPanel } from './credentials.tsx'
import { DeleteAccountPanel } from './delete-account.tsx'
import { SecondFactorPanel } from './second-factor.tsx'
import { SessionsPanel } from './sessions.tsx'

export const SecurityPage = () => (
  <>
    <PageHeader title="Security" lead="How you sign in, and where you are signed in." />
    <div>
      <SecondFactorPanel />
      <PasswordPanel />
      <EmailPanel />
      <SessionsPanel />
      <DeleteAccountPanel />
    </div>
  </>
)
