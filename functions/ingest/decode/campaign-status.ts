const ACTIVE = new Set(
  'enabled active running delivering in_progress campaign_status_enabled eligible activa activo actif aktiv'.split(' '),
);
// A removed, ended or archived campaign cannot be given budget either.
const PAUSED = new Set(
  (
    'paused removed inactive archived completed ended deleted off disabled suspended not_delivering campaign_paused ' +
    'budgetpaused userpaused pausada pausado pausiert inactif inactivo inaktiv'
  ).split(' '),
);

/** Whether a campaign may be given budget, in the words of any platform; undefined for words that do not tell. */
export function campaignStatus(text: string): 'active' | 'paused' | undefined {
  const word = text.trim().toLowerCase().replaceAll(' ', '_');
  if (ACTIVE.has(word)) return 'active';
  return PAUSED.has(word) ? 'paused' : undefined;
}
