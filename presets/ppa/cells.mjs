/**
 * A small library of cells. Areas are in gate equivalents (a NAND of two inputs is 1) as in the data books of common
 * libraries; delays, in picoseconds, are of the order of a 45 nm process and stand for no foundry's.
 */
const CELLS = [
	{name: 'INV', area: 0.67, function: '!A', inputs: ['A'], delayPs: 8, loadPs: 0.8, sense: 'negative_unate'},
	{name: 'BUF', area: 1, function: 'A', inputs: ['A'], delayPs: 14, loadPs: 0.6, sense: 'positive_unate'},
	{name: 'NAND2', area: 1, function: '!(A&B)', inputs: ['A', 'B'], delayPs: 12, loadPs: 1, sense: 'negative_unate'},
	{name: 'NOR2', area: 1, function: '!(A|B)', inputs: ['A', 'B'], delayPs: 14, loadPs: 1.3, sense: 'negative_unate'},
	{name: 'XOR2', area: 2.33, function: 'A^B', inputs: ['A', 'B'], delayPs: 24, loadPs: 1.2, sense: 'non_unate'},
	{name: 'XNOR2', area: 2.33, function: '!(A^B)', inputs: ['A', 'B'], delayPs: 24, loadPs: 1.2, sense: 'non_unate'},
];
/** Holds a bit from clock to clock. */
export const REGISTER = {name: 'DFF', area: 4.67};
/** From the clock to the output of a register, and before the clock at its input. */
export const REGISTER_PS = {clockToOutput: 45, setup: 25};
const INPUT_CAPACITANCE_FF = 1;
/** The corners of the tables. */
const EDGES_PS = [5, 50, 200];
const LOADS_FF = [0.5, 8, 50];
/** How much of a slow input edge is added to a delay. */
const EDGE_SHARE = 0.2;

/** Which gates a mapping may use. */
export const GATE_SETS = {nand: ['INV', 'BUF', 'NAND2', 'NOR2'], xor: CELLS.map(({name}) => name)};

/** The library in Liberty with these gates and the register; its tables have loads by input edges. */
export function libertyText(gates) {
	return `library(teaching) {
  delay_model : table_lookup; time_unit : "1ps"; capacitive_load_unit(1, ff); voltage_unit : "1V"; current_unit : "1uA";
  pulling_resistance_unit : "1kohm"; leakage_power_unit : "1nW"; default_max_transition : 500;
  lu_table_template(edge_by_load) {
    variable_1 : input_net_transition; variable_2 : total_output_net_capacitance;
    index_1("${EDGES_PS.join(', ')}"); index_2("${LOADS_FF.join(', ')}");
  }
${CELLS.filter(({name}) => gates.includes(name))
	.map(gateText)
	.join('\n')}
  cell(${REGISTER.name}) {
    area : ${REGISTER.area};
    ff(IQ, IQN) { clocked_on : "C"; next_state : "D"; }
    pin(C) { direction : input; clock : true; capacitance : ${INPUT_CAPACITANCE_FF}; }
    pin(D) { direction : input; capacitance : ${INPUT_CAPACITANCE_FF}; }
    pin(Q) { direction : output; function : "IQ"; }
  }
}
`;
}

function gateText({name, area, function: formula, inputs, delayPs, loadPs, sense}) {
	const table = scale => {
		const at = (edge, load) => scale * (delayPs + loadPs * load) + EDGE_SHARE * edge;
		return `values(${EDGES_PS.map(edge => `"${LOADS_FF.map(load => at(edge, load).toFixed(2)).join(', ')}"`).join(', ')});`;
	};
	const arcs = inputs.map(
		input => `      timing() {
        related_pin : "${input}"; timing_sense : ${sense};
        cell_rise(edge_by_load) { ${table(1)} }
        cell_fall(edge_by_load) { ${table(1)} }
        rise_transition(edge_by_load) { ${table(0.7)} }
        fall_transition(edge_by_load) { ${table(0.7)} }
      }`,
	);
	return `  cell(${name}) {
    area : ${area};
${inputs.map(input => `    pin(${input}) { direction : input; capacitance : ${INPUT_CAPACITANCE_FF}; }`).join('\n')}
    pin(Y) {
      direction : output; function : "${formula}"; max_capacitance : ${LOADS_FF.at(-1)};
${arcs.join('\n')}
    }
  }`;
}
