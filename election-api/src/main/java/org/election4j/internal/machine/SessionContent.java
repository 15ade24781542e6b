// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may change from heartbeat to heartbeat.
 *
 * @param elections the elections the candidate takes part in; null if they are too many to list
 * @param releases how many leaderships the session has given up
 * @param standbys at least how many stand by in each of the elections; 0 if that is not known
 */
public record SessionContent(@Nullable List<String> elections, long releases, int standbys) {}
