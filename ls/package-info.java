// SPDX-License-Identifier: Apache-2.0
/**
 * What stands behind the public interfaces: builders, handles, the status report, and what is done once per JVM. The only
 * internal package that the API calls by name.
 */
@NullMarked
package org.election4j.internal.candidate;

import org.jspecify.annotations.NullMarked;
