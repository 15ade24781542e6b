// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3.emulator;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Lets one request after the other into the emulator. By itself it looks at the condition of a write and writes in two
 * steps, so that several of fifty writers with one expected etag succeed. Limiting its threads does not help.
 *
 * <p>What it answers to a read it sends on a thread of its own, and only then opens the file. So the turn of a request lasts
 * until its answer was sent: a write in between would send the body of one version under the etag of another.
 *
 * <p>A request has to be here as a whole before it gets its turn: half of one, whose sender has given up, would hold up all
 * others.
 */
@Configuration(proxyBeanMethods = false)
public class OneAtATime {

    /** For Spring. */
    public OneAtATime() {}

    /**
     * The filter.
     *
     * @return in front of all others and for all paths
     */
    @Bean
    public FilterRegistrationBean<Filter> oneAtATimeFilter() {
        Semaphore turn = new Semaphore(1, true);
        Filter filter = (request, response, chain) -> {
            Whole whole = new Whole((HttpServletRequest) request);
            turn.acquireUninterruptibly();
            try {
                chain.doFilter(whole, response);
            } finally {
                if (request.isAsyncStarted()) {
                    request.getAsyncContext().addListener(new Answered(turn));
                } else {
                    turn.release();
                }
            }
        };
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.addUrlPatterns("/*");
        return registration;
    }

    /** Ends the turn of a request that is answered on another thread. */
    private record Answered(Semaphore turn) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            turn.release();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // Completes next.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Completes next.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    /** A request that has arrived as a whole. */
    private static final class Whole extends HttpServletRequestWrapper {

        private final byte[] body;

        Whole(HttpServletRequest request) throws IOException {
            super(request);
            body = request.getInputStream().readAllBytes();
        }

        @Override
        public ServletInputStream getInputStream() {
            return new Body(new ByteArrayInputStream(body));
        }
    }

    /** What has arrived can be read at once. */
    private static final class Body extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        Body(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("the emulator reads in the ordinary way");
        }
    }
}
