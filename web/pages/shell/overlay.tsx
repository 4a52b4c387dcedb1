import type { ComponentType } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { isOutdated, Outdated } from '../errors.tsx'

interface OverlayProps {
  onClose(): void
}

const OutdatedDialog = ({ onClose }: OverlayProps) => (
  <Dialog open onClose={onClose} title="Not loaded">
    <Outdated />
  </Dialog>
)

/** A dialog that is loaded when it is first wanted; one that the server no longer has offers to load the page anew. */
export async function overlay<P extends OverlayProps>(
  load: () => Promise<ComponentType<P>>,
): Promise<{ default: ComponentType<P> }> {
  try {
    return { default: await load() }
  } catch (error) {
    if (!isOutdated(error)) throw error
    return { default: OutdatedDialog as ComponentType<P> }
  }
}
