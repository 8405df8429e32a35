// SPDX-License-Identifier: Apache-2.0
/**
 * A bundle in the framework: {@link org.sekisho.update.life.TimedLifeCycle} starts and stops it
 * without being held up by it, {@link org.sekisho.update.life.ComponentHealth} and {@link
 * org.sekisho.update.life.MissingRequirements} say what is wrong with it, {@link
 * org.sekisho.update.life.Leftovers} what stays of it.
 */
package org.sekisho.update.life;
