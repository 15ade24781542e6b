// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ServerSocketFactory;

/**
 * A wire to a real server of this machine that can be cut, fall silent, be slow, or change what the server says: for a
 * store's tests of what its client does then. Thread-safe; closing it closes every connection through it.
 */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket entrance;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile int target;
    private volatile boolean silentRequests;
    private volatile boolean silentAnswers;
    private volatile long delayMillis;
    private volatile UnaryOperator<byte[]> answers = UnaryOperator.identity();

    /**
     * Opens a free port of the loopback address.
     *
     * @param target the server's port on the loopback address; it need not be listening yet
     * @throws IOException if there is no free port
     */
    public TcpProxy(int target) throws IOException {
        this(target, ServerSocketFactory.getDefault());
    }

    /**
     * Opens a free port of the loopback address, at which clients speak TLS. The server hears plain text.
     *
     * @param target the server's port on the loopback address; it need not be listening yet
     * @param shown what clients are shown
     * @throws IOException if there is no free port
     */
    public TcpProxy(int target, SelfSigned shown) throws IOException {
        this(target, shown.context().getServerSocketFactory());
    }

    private TcpProxy(int target, ServerSocketFactory entrances) throws IOException {
        this.entrance = entrances.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        threads.execute(this::accept);
    }

    /**
     * Where to connect to, on the loopback address.
     *
     * @return the port
     */
    public int port() {
        return entrance.getLocalPort();
    }

    /**
     * How many connections were opened through it so far.
     *
     * @return the number, closed ones included
     */
    public int connections() {
        return opened.get();
    }

    /** Swallows everything in both directions, and keeps all connections open. */
    public void blackHole() {
        silentRequests = true;
        silentAnswers = true;
    }

    /** Lets requests through and swallows the answers. */
    public void swallowAnswers() {
        silentAnswers = true;
    }

    /**
     * Holds every chunk of data back for a while.
     *
     * @param millis how long, in milliseconds
     */
    public void delay(long millis) {
        delayMillis = millis;
    }

    /**
     * Changes what the server says from now on.
     *
     * @param rewrite is given each chunk of an answer as it was received, which need not be a whole message, and returns
     *     what to pass on; called by several threads
     */
    public void rewriteAnswers(UnaryOperator<byte[]> rewrite) {
        answers = rewrite;
    }

    /** Closes every connection, and whatever was swallowed is lost; new connections work. */
    public void heal() {
        silentRequests = false;
        silentAnswers = false;
        delayMillis = 0;
        cut();
    }

    /**
     * Lets new connections lead to another server, as a name does after a failover; those that are open stay where they are.
     *
     * @param port that server's port on the loopback address
     */
    public void leadTo(int port) {
        target = port;
    }

    /** Closes every connection. */
    public void cut() {
        sockets.forEach(TcpProxy::closeQuietly);
        sockets.clear();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                opened.incrementAndGet();
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
                byte[] data = Arrays.copyOf(chunk, read);
                if (!(requests ? silentRequests : silentAnswers)) {
                    out.write(requests ? data : answers.apply(data));
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
