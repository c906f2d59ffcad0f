import type {ListenerDefinition, StudyListenerDefinition} from '../domain/listener.ts';
import {abslListener} from './absl.ts';
import {csvStudy} from './csv-file.ts';
import {hypertuneListener} from './hypertune.ts';
import {jsonLinesStudy} from './json-lines-file.ts';
import {jsonLinesListener} from './json-lines.ts';
import {kernelTunerListener} from './kernel-tuner.ts';
import {maseListener} from './mase.ts';
import {matmulListener} from './matmul.ts';
import {metricsListener} from './metrics.ts';
import {optunaJournalStudy} from './optuna-journal.ts';
import {optunaSqliteStudy} from './optuna-sqlite.ts';
import {optunaListener} from './optuna.ts';
import {rayListener} from './ray.ts';
import {tqdmListener} from './tqdm.ts';

/** Every listener to a program's terminal, in the order in which they are asked whether a line is theirs. */
export const LISTENERS = [
	maseListener,
	optunaListener,
	abslListener,
	rayListener,
	kernelTunerListener,
	matmulListener,
	hypertuneListener,
	jsonLinesListener,
	metricsListener,
	tqdmListener,
] as const satisfies readonly ListenerDefinition[];

/** Every listener to a storage, in the order in which they are asked whether an address is theirs. */
export const STUDY_LISTENERS = [
	optunaSqliteStudy,
	optunaJournalStudy,
	csvStudy,
	jsonLinesStudy,
] as const satisfies readonly StudyListenerDefinition[];
