import {parentPort, workerData} from 'node:worker_threads';
import {UserError} from '../domain/errors.ts';
import {findSampler} from './registry.ts';
import type {FromSamplerWorker, SamplerWorkerData, ToSamplerWorker} from './sampler-messages.ts';

/** Answers for one sampler until the thread is ended. Any error but the person's own ends it. */
function runSampler({name, context, options, told}: SamplerWorkerData, port: NonNullable<typeof parentPort>): void {
	const sampler = findSampler(name).create(context, options);
	told.forEach(sampler.tell);
	const answer = (message: FromSamplerWorker): void => port.postMessage(message);
	port.on('message', (message: ToSamplerWorker) => {
		if (message.kind === 'tell') return sampler.tell(message.told);
		try {
			answer({kind: 'params', params: sampler.ask(message.request)});
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			answer({kind: 'mistake', problem: error.problem, hint: error.hint});
		}
	});
}

if (parentPort !== null) runSampler(workerData as SamplerWorkerData, parentPort);
