import type {DefinitionDefinition} from '../domain/definition.ts';
import {autotuner} from './autotuner.ts';
import {hyperfine} from './hyperfine.ts';
import {katib} from './katib.ts';
import {autotuningT1, kernelTuner} from './kernel-tuner.ts';
import {mase} from './mase.ts';
import {mlcommons} from './mlcommons.ts';
import {nni} from './nni.ts';
import {optuna} from './optuna.ts';
import {vertex} from './vertex.ts';
import {wandb} from './wandb.ts';

/** Every format of foreign sweep definitions; the first that recognises a file takes it. */
export const DEFINITIONS = [
	wandb,
	vertex,
	katib,
	nni,
	mase,
	optuna,
	kernelTuner,
	autotuningT1,
	autotuner,
	hyperfine,
	mlcommons,
] as const satisfies readonly DefinitionDefinition[];
