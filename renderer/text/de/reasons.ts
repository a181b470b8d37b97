/** Why something can't be done now, and what to do about it. */
export const reasons = {
  openJob: 'Auf diesem Board ist ein Auftrag offen. Warten, bis er endet, oder abbrechen.',
  noJob: 'Auf diesem Board ist kein Auftrag offen.',
  jobEnded: 'Der Auftrag ist inzwischen zu Ende. Es gibt nichts abzubrechen.',
  alreadyCancelling: 'Er wird schon abgebrochen; das Board hat noch nicht bestätigt.',
  nothingToRetry: 'Der letzte Auftrag ist nicht fehlgeschlagen.',
  needsNoApproval: 'Dieses Board braucht keine Freigabe.',
  approveFirst: 'Dieses Board zuerst freigeben.',
  noImage: 'Es gibt noch kein Abbild. Eines auf der Seite Abbilder importieren.',
  noAgent:
    'Auf diesem Board läuft unser Agent gerade nicht. „Nächstes Mal vom Netz starten“ wählen und das Board aus- und einschalten.',
  stillThere:
    'Das Board ist noch da. Vergessen lassen sich nur Boards, die weg sind oder ihr eigenes System gestartet haben.',
  storageUnknownAway:
    'Sein Speicher ist noch nicht bekannt. „Nächstes Mal vom Netz starten“ wählen und das Board aus- und einschalten.',
  storageUnknown: 'Sein Speicher ist noch nicht bekannt. Warten, bis der Agent bereit ist.',
  targetGone:
    'Der Speicher dieses Auftrags ist nicht mehr an diesem Board. Mit „Aufspielen“ einen anderen wählen.',
  imageGone: 'Das Abbild dieses Auftrags wurde entfernt. Mit „Aufspielen“ ein anderes wählen.',
  imageTooLarge:
    'Das Abbild braucht {{image}}, der Speicher hat {{storage}}. Ein kleineres Abbild oder einen größeren Speicher wählen.',
} as const
