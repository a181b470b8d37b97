import { ShieldQuestionMark } from 'lucide-react'
import type { Board } from '../../contract/board.ts'
import { ask } from '../api/ask.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'

/** Asks a person whether this board may be worked on, and says why that is asked. */
export function ApprovalNotice({ board }: { readonly board: Board }) {
  return (
    <Notice
      tone="warning"
      icon={<ShieldQuestionMark size={20} />}
      actions={
        <Button
          look="primary"
          onPress={() =>
            ask((station) => station.boards.approve({ id: board.id }), t('boards.approved'))
          }
        >
          {t('boards.approve')}
        </Button>
      }
    >
      {t('boards.approvalWhy')}
    </Notice>
  )
}
