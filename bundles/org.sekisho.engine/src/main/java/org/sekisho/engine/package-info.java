// SPDX-License-Identifier: Apache-2.0
/**
 * The engine: frames in, detections out. {@link org.sekisho.engine.AnalysisEngine} is the service;
 * an analysis is an {@link org.sekisho.engine.dispatch.AnalysisRun} with {@link
 * org.sekisho.engine.dispatch.Worker}s that decode ({@code decode}), keep flows ({@code flow}), put
 * streams in order ({@code stream}) and show them to dissectors ({@code inspect}), and one thread
 * that judges ({@code judge}). The engine knows no protocol above TCP by name. See {@code
 * docs/architecture.md}.
 */
package org.sekisho.engine;
