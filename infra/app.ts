import { App } from 'aws-cdk-lib';
import { marginalApp } from './marginal-app.ts';

marginalApp(new App());
