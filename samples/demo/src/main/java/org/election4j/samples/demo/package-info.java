// SPDX-License-Identifier: Apache-2.0
/**
 * An election to watch and to disturb: a real database, some candidates in processes of their own, and a judge.
 *
 * <p>{@code Demo} is the program. It starts a server and {@code Candidates}; each is a {@code CandidateMain} in a
 * JVM of its own behind a {@code Link} that can fall silent. What candidates report are {@code Event}s; the {@code Scene}
 * collects them, the {@code ValidityJudge} looks for two leaders in them, and the store's {@code Ledger} counts what
 * late writers did. {@code Screen} shows it live, {@code Script} disturbs it unattended.
 */
@NullMarked
package org.election4j.samples.demo;

import org.jspecify.annotations.NullMarked;
