// SPDX-License-Identifier: Apache-2.0
/**
 * Exchange of dissectors and detectors while traffic flows, as {@link org.sekisho.exchange} has it:
 * {@link org.sekisho.engine.roster.EngineRoster} is told who may do what, and {@link
 * org.sekisho.engine.roster.FaultReport} tells whoever listens who was taken out. Both stand beside
 * {@link org.sekisho.engine.Participants}, which knows who is present.
 */
package org.sekisho.engine.roster;
