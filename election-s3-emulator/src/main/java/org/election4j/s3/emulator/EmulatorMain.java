// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3.emulator;

import com.adobe.testing.s3mock.S3MockApplication;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs the emulator until its standard input ends, so that it does not outlive whoever started it. Says on one line of
 * its standard output at which port it is.
 */
public final class EmulatorMain {

    private EmulatorMain() {}

    /**
     * Starts the emulator.
     *
     * @param args the name of the bucket, and the port; without one, or with 0, on a free port
     * @throws IOException if the standard input breaks
     */
    public static void main(String[] args) throws IOException {
        // A map that can be changed: the emulator puts things into it.
        Map<String, Object> properties = new HashMap<>();
        for (String port : new String[] {"server.port", "vectors.http.port", "vectors.https.port"}) {
            properties.put(port, "0");
        }
        properties.put("http.port", args.length > 1 ? args[1] : "0");
        properties.put("com.adobe.testing.s3mock.store.initial-buckets", args[0]);
        properties.put("spring.main.sources", OneAtATime.class.getName());
        properties.put("spring.main.banner-mode", "off");
        properties.put("logging.level.root", "ERROR");
        S3MockApplication emulator = S3MockApplication.start(properties);
        System.out.println(Emulator.READY + emulator.getHttpPort());
        while (System.in.read() >= 0) {
            // Whatever is said is of no interest.
        }
        emulator.stop();
        System.exit(0);
    }
}
