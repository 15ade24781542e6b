// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.StaticHostProvider;
import org.election4j.spi.OneLine;

/**
 * The servers of a connect string, and what became of their names. The client tells nobody but its own log why it has no
 * connection, so the store finds out by itself.
 *
 * <p>Thread-safe.
 */
final class Servers implements StaticHostProvider.Resolver {

    private static final Logger LOG = System.getLogger(Servers.class.getName());
    private static final Pattern HARMLESS = Pattern.compile("[\\w.:\\[\\]%,/ -]+");
    private static final int LONGEST_PLACE = 80;

    private final List<InetSocketAddress> named;
    private final Map<String, InetAddress> known = new ConcurrentHashMap<>();
    private final Map<String, String> unknown = new ConcurrentHashMap<>();

    private Servers(List<InetSocketAddress> named) {
        this.named = named;
    }

    /**
     * Reads a connect string, which is not repeated if it is wrong: it might contain a password.
     *
     * @throws IllegalArgumentException if it names no servers
     */
    static Servers of(String connectString) {
        if (HARMLESS.matcher(connectString).matches()) {
            try {
                return new Servers(List.copyOf(new ConnectStringParser(connectString).getServerAddresses()));
            } catch (IllegalArgumentException e) {
                LOG.log(
                        Level.DEBUG,
                        () -> "a connect string that cannot be read: "
                                + e.getClass().getName());
            }
        }
        throw new IllegalArgumentException(
                "the connect string must look like host:port,host:port/chroot, without a user or a"
                        + " password; it is not shown, since it might contain one");
    }

    /** A connect string for messages: cut off where there are many servers, and not shown where it could name more than servers. */
    static String shown(String connectString) {
        if (!HARMLESS.matcher(connectString).matches()) {
            return "servers that cannot be shown";
        }
        return connectString.length() > LONGEST_PLACE
                ? connectString.substring(0, LONGEST_PLACE) + "..."
                : connectString;
    }

    boolean areSeveral() {
        return named.size() > 1;
    }

    @Override
    public InetAddress[] getAllByName(String name) throws UnknownHostException {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(name);
            known.put(name, addresses[0]);
            unknown.remove(name);
            return addresses;
        } catch (UnknownHostException e) {
            unknown.put(name, "unknown host " + OneLine.of(name));
            throw e;
        }
    }

    /** Why there is no connection, as far as one more try to connect tells. Looks no name up, and takes at most the time given. */
    String troubles(Duration limit) {
        List<String> troubles = new ArrayList<>();
        Duration share = limit.dividedBy(named.size());
        for (InetSocketAddress server : named) {
            troubles.add(OneLine.of(server.getHostString()) + ":" + server.getPort() + " " + trouble(server, share));
        }
        return String.join(", ", troubles);
    }

    private String trouble(InetSocketAddress server, Duration limit) {
        String name = server.getHostString();
        InetAddress address = known.get(name);
        if (address == null) {
            return unknown.getOrDefault(name, "was not tried yet");
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, server.getPort()), (int) Math.max(1, limit.toMillis()));
            return "takes connections, but opens no session: it may be without a quorum, or want TLS, SASL or a chroot";
        } catch (IOException e) {
            return OneLine.reason(e);
        }
    }
}
