import type {Scope} from '../../source/domain/channel.ts';

/** A channel that is one rail under the name that every board shares. */
export type RailPart = {
	readonly channel: 'gpu0.power_w' | 'cpu.power_w' | 'cpu_gpu.power_w';
	readonly rail: string;
	/** What else the rail feeds. */
	readonly note?: string;
};

/** A channel that is all the power of a module or board: the sum of `rails`. */
export type RailTotal = {
	readonly channel: 'module.power_w' | 'board.power_w';
	readonly rails: readonly string[];
	readonly scope: Scope;
};

/** What the rails of one kind of board mean. */
export type JetsonBoard = {
	readonly name: string;
	/** Part numbers of the module in `/proc/device-tree/compatible`; none matches by its rails only. */
	readonly compatible?: RegExp;
	readonly totals: readonly RailTotal[];
	readonly parts: readonly RailPart[];
};

const VDD_IN: RailTotal = {channel: 'module.power_w', rails: ['VDD_IN'], scope: 'module'};
/** The developer kits of TX1 and TX2 feed the carrier by a second input (energymon adds both, too). */
const WITH_CARRIER: RailTotal = {channel: 'board.power_w', rails: ['VDD_IN', 'VDD_MUX'], scope: 'module+carrier'};
const CPU_GPU_CV: RailPart = {channel: 'cpu_gpu.power_w', rail: 'VDD_CPU_GPU_CV', note: 'CPU, GPU and CV on one rail'};
const NX = {totals: [VDD_IN], parts: [CPU_GPU_CV]};

/**
 * Which rails add up to the total and which feed CPU and GPU, board by board (sources: NVIDIA Jetson Linux guide
 * r36.4.3; JetsonPowerRails.md of energymon; jetson_stats PR #900; alumet). A rail that contains others is never added
 * to them: VDDQ_VDD2_1V8AO of AGX Orin is inside VIN_SYS_5V0.
 */
export const JETSON_BOARDS: readonly JetsonBoard[] = [
	{
		name: 'AGX Thor',
		compatible: /p3834/,
		totals: [
			{channel: 'board.power_w', rails: ['VIN'], scope: 'module+carrier'},
			{channel: 'module.power_w', rails: ['VDD_GPU', 'VDD_CPU_SOC_MSS', 'VIN_SYS_5V0'], scope: 'sum'},
		],
		parts: [
			{channel: 'gpu0.power_w', rail: 'VDD_GPU'},
			{channel: 'cpu.power_w', rail: 'VDD_CPU_SOC_MSS', note: 'CPU, SoC and MSS on one rail'},
		],
	},
	{
		name: 'AGX Orin',
		compatible: /p3701/,
		totals: [{channel: 'module.power_w', rails: ['VDD_GPU_SOC', 'VDD_CPU_CV', 'VIN_SYS_5V0'], scope: 'sum'}],
		parts: [
			{channel: 'gpu0.power_w', rail: 'VDD_GPU_SOC', note: 'GPU and SoC on one rail'},
			{channel: 'cpu.power_w', rail: 'VDD_CPU_CV', note: 'CPU and CV on one rail'},
		],
	},
	{name: 'Orin NX', compatible: /p3767-000[01]/, ...NX},
	{name: 'Orin Nano', compatible: /p3767/, ...NX},
	{name: 'Xavier NX', compatible: /p3668/, ...NX},
	{
		name: 'AGX Xavier',
		compatible: /p2888/,
		totals: [{channel: 'module.power_w', rails: ['GPU', 'CPU', 'SOC', 'CV', 'VDDRQ', 'SYS5V'], scope: 'sum'}],
		parts: [
			{channel: 'gpu0.power_w', rail: 'GPU'},
			{channel: 'cpu.power_w', rail: 'CPU'},
		],
	},
	{
		name: 'TX2 NX',
		compatible: /p3636/,
		totals: [VDD_IN],
		parts: [{channel: 'cpu_gpu.power_w', rail: 'VDD_CPU_GPU', note: 'CPU and GPU on one rail'}],
	},
	{
		name: 'TX2',
		compatible: /p3310|p3489/,
		totals: [WITH_CARRIER, VDD_IN],
		parts: [
			{channel: 'gpu0.power_w', rail: 'VDD_SYS_GPU'},
			{channel: 'cpu.power_w', rail: 'VDD_SYS_CPU'},
		],
	},
	{
		// tegrastats of some releases names the rails of TX2 so, too.
		name: 'TX1 or TX2',
		compatible: /p2180|p3310|p3489/,
		totals: [WITH_CARRIER, VDD_IN],
		parts: [
			{channel: 'gpu0.power_w', rail: 'VDD_GPU'},
			{channel: 'cpu.power_w', rail: 'VDD_CPU'},
		],
	},
	{
		name: 'Nano',
		compatible: /p3448/,
		totals: [{channel: 'module.power_w', rails: ['POM_5V_IN'], scope: 'module'}],
		parts: [
			{channel: 'gpu0.power_w', rail: 'POM_5V_GPU'},
			{channel: 'cpu.power_w', rail: 'POM_5V_CPU'},
		],
	},
	{name: 'a module with VDD_IN', totals: [VDD_IN], parts: []},
];

/**
 * The board that the rails (and the device tree, where it is readable) say it is: the first of the table all of whose
 * parts, and one of whose totals, are there. Undefined for a board that is not in the table.
 */
export function recogniseBoard(compatible: string, rails: ReadonlySet<string>): JetsonBoard | undefined {
	const fits = JETSON_BOARDS.filter(
		board =>
			board.parts.every(({rail}) => rails.has(rail)) &&
			board.totals.some(total => total.rails.every(rail => rails.has(rail))),
	);
	const named = fits.find(board => board.compatible?.test(compatible) === true);
	const [first] = fits;
	if (named !== undefined || first === undefined) return named;
	// Boards with the same rails are told apart by the device tree alone.
	const twins = fits.filter(({totals, parts}) => totals === first.totals && parts === first.parts);
	return {...first, name: twins.map(({name}) => name).join(' or ')};
}

/** The channel of a rail: `rail.vdd_in.power_w`. */
export function railChannel(rail: string): string {
	return `rail.${rail.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}.power_w`;
}
