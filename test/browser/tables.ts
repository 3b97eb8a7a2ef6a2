/** The tables that forms are made of. */
import { dataOptions } from "#data";
import { methodOptions } from "#regularize";
import { trainingFieldList } from "#train";

document.title = JSON.stringify([dataOptions, methodOptions, trainingFieldList]);
