import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { bytesText } from '../../ui/file-facts.tsx'
import { Notice } from '../../ui/panel.tsx'
import { textLink } from '../auth/frame.tsx'
import { ShapeFacts } from './facts.tsx'
import { PartPreview } from './part-preview.tsx'
import { SayUnit } from './say-unit.tsx'
import type { ShownFile } from './source.ts'

interface PreviewDialogProps {
  file: ShownFile
  /** Below `/api`: where its unit is said; absent where the viewer may not. */
  unitPath?: string | undefined
  onClose(): void
  /** More about the file, below its figures. */
  children?: ReactNode
}

/** A file to look at: its picture, its figures, and the download. */
export function PreviewDialog({ file, unitPath, onClose, children }: PreviewDialogProps) {
  const { name, bytes, geometry, contentUrl } = file
  return (
    <Dialog open wide onClose={onClose} title={name}>
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,1fr)_15rem]">
        <PartPreview file={file} />
        <div className="grid grid-cols-1 gap-4">
          {geometry?.status === 'needs_units' && unitPath !== undefined && (
            <SayUnit path={unitPath} name={name} />
          )}
          <ShapeFacts of={geometry} more={[['File', bytesText(bytes)]]} />
          {geometry?.status === 'failed' && geometry.reason !== null && (
            <Notice tone="warn" title="It cannot be measured">
              {geometry.reason}
            </Notice>
          )}
          {children}
        </div>
      </div>
      <DialogActions>
        <a
          className={`${textLink} mr-auto inline-flex min-h-9 items-center gap-1.5 text-sm`}
          href={contentUrl}
          download
        >
          <Download aria-hidden className="size-4" />
          Download the file
        </a>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}
