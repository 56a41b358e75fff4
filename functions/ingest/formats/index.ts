import { amazonWarehouse, amazonWarehouseCampaigns } from './amazon-warehouse.ts';
import { amazon } from './amazon.ts';
import { budgets } from './budgets.ts';
import { experiments } from './experiments.ts';
import { googleAdsApi } from './google-ads-api.ts';
import { googleAdsEditor } from './google-ads-editor.ts';
import { googleAds } from './google-ads.ts';
import { googleWarehouse, googleWarehouseCampaigns } from './google-warehouse.ts';
import { linkedinWarehouse } from './linkedin-warehouse.ts';
import { linkedin } from './linkedin.ts';
import { metaWarehouse, metaWarehouseActions } from './meta-warehouse.ts';
import { meta } from './meta.ts';
import { microsoftWarehouse, microsoftWarehouseCampaigns } from './microsoft-warehouse.ts';
import { microsoft } from './microsoft.ts';
import { pinterestWarehouse } from './pinterest-warehouse.ts';
import { plain } from './plain.ts';
import { redditWarehouse, redditWarehouseConversions } from './reddit-warehouse.ts';
import type { ReportFormat } from './report-format.ts';
import { snapchatWarehouse } from './snapchat-warehouse.ts';
import { tiktokWarehouse } from './tiktok-warehouse.ts';
import { tiktok } from './tiktok.ts';
import { warehouseAccounts } from './warehouse-accounts.ts';
import { xWarehouse, xWarehouseCampaigns } from './x-warehouse.ts';

/** Every format there is, in the order they are tried: what is told by more comes before what is told by less. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  experiments,
  plain,
  budgets,
  googleAdsApi,
  googleAds,
  googleAdsEditor,
  meta,
  microsoft,
  linkedin,
  amazon,
  tiktok,
  microsoftWarehouse,
  amazonWarehouse,
  redditWarehouse,
  redditWarehouseConversions,
  snapchatWarehouse,
  tiktokWarehouse,
  googleWarehouse,
  linkedinWarehouse,
  pinterestWarehouse,
  xWarehouse,
  metaWarehouseActions,
  metaWarehouse,
  googleWarehouseCampaigns,
  amazonWarehouseCampaigns,
  xWarehouseCampaigns,
  microsoftWarehouseCampaigns,
  warehouseAccounts,
];
