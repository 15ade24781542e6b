// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.election4j.architecture.broken.internal.engine;

import org.jspecify.annotations.NullMarked;
