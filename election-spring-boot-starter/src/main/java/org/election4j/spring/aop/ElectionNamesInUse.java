// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.util.Set;
import org.election4j.spring.Elections;
import org.springframework.util.StringValueResolver;

/** Finds the election that an annotation means. */
final class ElectionNamesInUse {

    private final Elections elections;
    private final StringValueResolver placeholders;

    ElectionNamesInUse(Elections elections, StringValueResolver placeholders) {
        this.elections = elections;
        this.placeholders = placeholders;
    }

    String resolve(GuardedMethod guarded) {
        Set<String> names = elections.names();
        String wanted = text(guarded);
        if (wanted.isEmpty()) {
            if (names.size() == 1) {
                return names.iterator().next();
            }
            throw OnLeaderRules.refuse(
                    guarded,
                    "it names no election, and there " + (names.isEmpty() ? "is none" : "are several: " + names),
                    names.isEmpty() ? declare("nightly-billing") : "Name one of them.");
        }
        if (!names.contains(wanted)) {
            throw OnLeaderRules.refuse(
                    guarded,
                    "there is no election '" + wanted + "'" + (names.isEmpty() ? "" : ", but there are " + names),
                    names.isEmpty()
                            ? declare(wanted)
                            : "Name one of them, or add '" + wanted + "' to election.elections.");
        }
        return wanted;
    }

    /** The name with its placeholders resolved, which may be an expression; empty if the annotation names none. */
    String text(GuardedMethod guarded) {
        if (guarded.election().isEmpty()) {
            return "";
        }
        try {
            String name = placeholders.resolveStringValue(guarded.election());
            if (name != null && name.contains("${")) {
                throw new IllegalArgumentException("no such property");
            }
            if (name != null && !name.isBlank()) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            throw OnLeaderRules.refuse(
                    guarded,
                    "its election '" + guarded.election() + "' cannot be resolved: " + e.getMessage(),
                    "Set the property.");
        }
        throw OnLeaderRules.refuse(
                guarded, "its election '" + guarded.election() + "' resolves to nothing", "Set the property.");
    }

    private static String declare(String name) {
        return "Declare the election: election.elections=" + name;
    }
}
