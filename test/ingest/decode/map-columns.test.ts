import { describe, expect, test } from 'vitest';

import { budgetKind } from '../../../functions/ingest/decode/budget-kind.ts';
import { campaignStatus } from '../../../functions/ingest/decode/campaign-status.ts';
import { mapColumns } from '../../../functions/ingest/decode/map-columns.ts';
import { normaliseHeader } from '../../../functions/ingest/decode/normalise-header.ts';
import { amazon } from '../../../functions/ingest/formats/amazon.ts';
import { meta } from '../../../functions/ingest/formats/meta.ts';
import { microsoft } from '../../../functions/ingest/formats/microsoft.ts';

describe('columns', () => {
  test('headers are compared without case, accents, byte order mark and spare spaces', () => {
    expect(normaliseHeader('\ufeff Nombre  de la Campaña ')).toBe('nombre de la campana');
    expect(normaliseHeader('Valeur de conversion de l’achat')).toBe("valeur de conversion de l'achat");
  });

  test('of several columns of one meaning the first in the list of the format wins, wherever it stands', () => {
    const columns = mapColumns(['conversions', 'spend', 'conversionsqualified'], microsoft);
    expect(columns.conversions).toEqual({ index: 2, header: 'conversionsqualified' });
  });

  test('the currency is taken out of the header', () => {
    expect(mapColumns(['amount spent (egp)'], meta).spend).toMatchObject({ index: 0, currency: 'EGP' });
    expect(mapColumns(['amount spent'], meta).spend).toEqual({ index: 0, header: 'amount spent' });
  });

  test.each([
    ['7 days where both have them', [1, 7, 14, 30], [30, 14, 7], [7, 7]],
    ['else the shortest that both have', [7, 14], [14, 30], [14, 14]],
    ['else each its own', [30], [14], [30, 14]],
  ])('attribution windows: %s', (_rule, orders, sales, chosen) => {
    const header = [
      ...orders.map((days) => `${days} day total orders (#)`),
      ...sales.map((days) => `${days} day total sales`),
    ];
    const { conversions, revenue } = mapColumns(header, amazon);
    expect([conversions?.windowDays, revenue?.windowDays]).toEqual(chosen);
  });
});

describe('words', () => {
  test.each([
    ['Daily', 'daily'],
    ['DAILY_BUDGET', 'daily'],
    ['Campaign Total', 'total'],
    ['LIFETIME', 'total'],
    ['Using ad set budget', 'none'],
    ['DAILY_BUDGET0.0', undefined],
    ['', undefined],
  ])('budget type %j is %s', (text, kind) => {
    expect(budgetKind(text)).toBe(kind);
  });

  test.each([
    ['Enabled', 'active'],
    ['ACTIVE', 'active'],
    ['Paused', 'paused'],
    ['Removed', 'paused'],
    ['Not delivering', 'paused'],
    ['Eligible (limited)', undefined],
  ])('status %j is %s', (text, status) => {
    expect(campaignStatus(text)).toBe(status);
  });
});
