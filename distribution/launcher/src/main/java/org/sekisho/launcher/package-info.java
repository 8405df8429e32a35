// SPDX-License-Identifier: Apache-2.0
/**
 * Starts an OSGi framework with the bundles that one command needs and runs the command in it.
 * Start reading at {@link org.sekisho.launcher.Main}.
 *
 * <p>A command is a service of type {@link java.util.function.ToIntFunction} with the service
 * property {@code sekisho.command}: it takes the arguments after its name and returns the exit
 * status. So launcher and bundles share no class of ours. Which bundles are started for a command
 * is written in {@code conf/commands/NAME.bundles}, which is also the list of commands.
 *
 * <p>Standard output belongs to the command. The launcher, the framework and the log write to
 * standard error only.
 */
package org.sekisho.launcher;
