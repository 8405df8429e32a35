// SPDX-License-Identifier: Apache-2.0
/**
 * The commands. Each is a service {@code java.util.function.ToIntFunction<String[]>} with the
 * property {@code sekisho.command}: it takes the arguments after the command's name and gives the
 * exit status. Results go to standard output, everything else to standard error.
 *
 * <p>Start at {@link org.sekisho.cli.AnalyzeCommand}. {@link org.sekisho.cli.Replay} runs one
 * analysis, {@link org.sekisho.cli.TextReport} and {@link org.sekisho.cli.JsonLines} write what
 * came out.
 *
 * <p>{@link org.sekisho.cli.Calibration} is what {@code evaluate --calibration} tells: {@link
 * org.sekisho.cli.EvidenceRecorder} writes down all evidence of an analysis, {@link
 * org.sekisho.cli.Tally} counts it, and {@link org.sekisho.cli.Rejudging} shows parts of it to a
 * correlator again. {@link org.sekisho.cli.Explainer} does the same step by step; from the {@link
 * org.sekisho.cli.Explanation} follow {@code explain} and the page of {@code analyze}.
 */
package org.sekisho.cli;
