// SPDX-License-Identifier: Apache-2.0
package org.election4j.docker;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Which server to start, and how the tests are told of it. Read from system properties that the profile sets.
 *
 * @param name the image, such as {@code postgres:18}
 * @param port the port inside the container
 * @param environment its environment; empty for none
 * @param command its command; empty for the image's own
 * @param ready a line of its log that says that it is ready, as a regular expression
 * @param readyTimes how often it says so until it is
 * @param tells the system properties that tell the tests where it is, with {@code {host}} and {@code {port}} in their values
 */
record ServerImage(
        String name,
        int port,
        Map<String, String> environment,
        List<String> command,
        String ready,
        int readyTimes,
        Map<String, String> tells) {

    private static final String PREFIX = "election4j.docker.";

    /** The name of the property without which nothing is done. */
    static final String IMAGE = PREFIX + "image";

    static ServerImage of(Properties properties) {
        return new ServerImage(
                required(properties, "image"),
                Integer.parseInt(required(properties, "port")),
                pairs(properties.getProperty(PREFIX + "environment", "")),
                words(properties.getProperty(PREFIX + "command", "")),
                required(properties, "ready"),
                Integer.parseInt(properties.getProperty(PREFIX + "ready.times", "1")),
                pairs(required(properties, "tells")));
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(PREFIX + name, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    PREFIX + name + " is missing: set the docker.* properties of the module");
        }
        return value.strip();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : words(text)) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("expected name=value, but found '" + word + "'");
            }
            pairs.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return pairs;
    }

    /** What the tests are to be told of a server that is found there. */
    Map<String, String> told(String host, int mappedPort) {
        Map<String, String> told = new LinkedHashMap<>();
        tells.forEach((name, value) ->
                told.put(name, value.replace("{host}", host).replace("{port}", Integer.toString(mappedPort))));
        return told;
    }
}
