// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For how long this JVM remembers the address of a host. A failover that moves a name to another address is not seen before
 * that, whatever the store does.
 */
final class NameCache {

    private static final String TTL = "networkaddress.cache.ttl";

    /** What the JDK does if nobody says anything. */
    private static final int DEFAULT_SECONDS = 30;

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:%.]*:[0-9A-Fa-f:%.]*]?|localhost");

    private NameCache() {}

    /** A warning, if the name of one of these hosts is remembered for longer than a lease. */
    static Optional<String> advice(List<String> hosts, Duration lease) {
        int seconds = seconds(Security.getProperty(TTL), System.getProperty("sun.net.inetaddr.ttl"));
        boolean longer = seconds < 0 || Duration.ofSeconds(seconds).compareTo(lease) > 0;
        return hosts.stream()
                .filter(host -> longer
                        && OwnDriver.isHost(host)
                        && !ADDRESS.matcher(host).matches())
                .findFirst()
                .map(host -> "this JVM remembers the address of " + Failures.oneLine(host) + " "
                        + (seconds < 0 ? "for ever" : "for " + seconds + " s") + " (" + TTL
                        + "), longer than the lease of " + lease.toMillis()
                        + " ms: after a failover that moves the name nobody may lead for that long; set the security"
                        + " property " + TTL + ", or start with -Dsun.net.inetaddr.ttl, to "
                        + Math.max(1, lease.toSeconds() / 2) + " or less");
    }

    static int seconds(@Nullable String security, @Nullable String system) {
        for (String value : new String[] {security, system}) {
            if (value != null) {
                try {
                    return Integer.parseInt(value.strip());
                } catch (NumberFormatException e) {
                    // The JDK ignores what it cannot read.
                }
            }
        }
        return DEFAULT_SECONDS;
    }
}
