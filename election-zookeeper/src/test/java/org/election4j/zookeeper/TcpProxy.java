// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A wire to a server that can be cut, fall silent, or be slow. */
final class TcpProxy implements AutoCloseable {

    private final ServerSocket entrance;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean silentRequests;
    private volatile boolean silentAnswers;
    private volatile long delayMillis;

    TcpProxy(int target) throws IOException {
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        threads.execute(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Swallows everything in both directions, and keeps all connections open. */
    void blackHole() {
        silentRequests = true;
        silentAnswers = true;
    }

    /** Lets requests through and swallows the answers. */
    void swallowAnswers() {
        silentAnswers = true;
    }

    /** Holds every chunk of data back for a while. */
    void delay(long millis) {
        delayMillis = millis;
    }

    /** Closes every connection, and whatever was swallowed is lost; new connections work. */
    void heal() {
        silentRequests = false;
        silentAnswers = false;
        delayMillis = 0;
        cut();
    }

    /** Closes every connection. */
    void cut() {
        sockets.forEach(TcpProxy::closeQuietly);
        sockets.clear();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                threads.execute(() -> pump(client, server, true));
                threads.execute(() -> pump(server, client, false));
            } catch (IOException e) {
                // The entrance was closed, or the server is down: the client notices by itself.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean requests) {
        byte[] chunk = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                TimeUnit.MILLISECONDS.sleep(delayMillis);
                if (!(requests ? silentRequests : silentAnswers)) {
                    out.write(chunk, 0, read);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // One side is gone, so the other goes too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
        threads.shutdownNow();
    }
}
