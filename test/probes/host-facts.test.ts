import assert from 'node:assert/strict';
import test from 'node:test';
import {createFileReader} from '../../probes/host/file-reader.ts';
import {describeHost} from '../../probes/reading/host-facts.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';

test('a Jetson: model, release and power mode by name, git commit, GPUs', async () => {
	const tree = buildTree([
		['/proc/device-tree/model', 'NVIDIA Jetson Orin Nano Developer Kit\0'],
		['/etc/nv_tegra_release', '# R36 (release), REVISION: 4.4, GCID: 41062509, BOARD: generic, EABI: aarch64'],
		['/var/lib/nvpmodel/status', 'pmode:0002'],
		['/etc/nvpmodel.conf', '< POWER_MODEL ID=0 NAME=15W >\nCPU_ONLINE CORE_0 1\n< POWER_MODEL ID=2 NAME=MAXN_SUPER >'],
	]);
	const commit = 'a'.repeat(40);
	const asked: string[] = [];
	const host = await describeHost({
		files: createFileReader({root: tree.root}),
		workdir: '/sweep',
		systemFacts: () => Promise.resolve({os: {kernel: '5.15.148-tegra'}}),
		run: argv => {
			asked.push(argv.join(' '));
			if (argv.includes('rev-parse')) return Promise.resolve(`${commit}\n`);
			if (argv.includes('status')) return Promise.resolve(' M sweep.toml\n');
			return Promise.resolve('NVIDIA H200, 590.48.01\nNVIDIA H200, 590.48.01\n');
		},
	});
	assert.deepEqual(host, {
		os: {kernel: '5.15.148-tegra'},
		gpus: [
			{name: 'NVIDIA H200', driver: '590.48.01'},
			{name: 'NVIDIA H200', driver: '590.48.01'},
		],
		board: {model: 'NVIDIA Jetson Orin Nano Developer Kit', release: 'R36.4.4', powerMode: 'MAXN_SUPER'},
		git: {commit, dirty: true},
	});
	assert.ok(asked.some(line => line.includes('core.fsmonitor=false -C /sweep')));
	tree.remove();
});

test('a machine without board, GPU and repository, and a driver that prints an error', async () => {
	const tree = buildTree([['/var/lib/nvpmodel/other', '']]);
	const host = await describeHost({
		files: createFileReader({root: tree.root}),
		workdir: '/',
		systemFacts: () => Promise.resolve({}),
		run: ([program]) => Promise.resolve(program === 'nvidia-smi' ? 'No devices were found\n' : undefined),
	});
	assert.deepEqual(host, {});
	tree.remove();
});

test('a power mode without a name in the configuration keeps its number', async () => {
	const tree = buildTree([['/var/lib/nvpmodel/status', 'pmode:0008']]);
	const host = await describeHost({
		files: createFileReader({root: tree.root}),
		workdir: '/',
		systemFacts: () => Promise.resolve({}),
		run: () => Promise.resolve(undefined),
	});
	assert.deepEqual(host, {board: {powerMode: 'mode 8'}});
	tree.remove();
});
