import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { DialogActions } from './dialog.tsx'
import { Notice } from './panel.tsx'

/** The link of an invitation, the one time that it is shown: to be handed on by hand as well. */
export const InvitationLink = ({ url, onClose }: { url: string; onClose(): void }) => (
  <>
    <Notice tone="good" title="The invitation is on its way">
      You can hand on the link yourself too. It is not shown again.
    </Notice>
    <output className="block rounded-md bg-sunken p-3 font-mono text-sm break-all">{url}</output>
    <DialogActions>
      <CopyButton text={url} kind="primary">
        Copy the link
      </CopyButton>
      <Button onClick={onClose}>Done</Button>
    </DialogActions>
  </>
)
