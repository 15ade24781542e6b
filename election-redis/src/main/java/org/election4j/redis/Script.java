// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A script that the server knows by its hash, or is told in full when it does not.
 *
 * <p>A server that does not know a hash has run nothing, and neither has one that cannot compile a text. So asking again is
 * no repetition of a write.
 */
final class Script {

    /** Lets a write through when the memory is full. Redis 6.2 takes the line for a mistake, so it is left out there. */
    private static final String ALLOW_OOM = "#!lua flags=allow-oom\n";

    private static final String CANNOT_COMPILE = "compiling script";

    private record Text(String lua, String sha1) {
        Text(String lua) {
            this(lua, Script.sha1(lua));
        }
    }

    private final Text plain;
    private final Text flagged;
    private volatile boolean flags;

    private Script(String lua, boolean flags) {
        this.plain = new Text(lua);
        this.flagged = flags ? new Text(ALLOW_OOM + lua) : plain;
        this.flags = flags;
    }

    /** A script that is refused like any write when the memory is full. */
    static Script of(String lua) {
        return new Script(lua, false);
    }

    /** A script that may write also when the memory is full, on servers that know how to say so. */
    static Script allowOom(String lua) {
        return new Script(lua, true);
    }

    /** The texts of some files, one after the other. */
    static String resources(String... names) {
        StringBuilder lua = new StringBuilder();
        for (String name : names) {
            try (InputStream in = Script.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("the jar lacks " + name);
                }
                lua.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return lua.toString();
    }

    /** Runs the script. */
    Object run(Line line, List<?> keys, List<?> arguments) {
        try {
            return line.ask(byHash((flags ? flagged : plain).sha1, keys, arguments));
        } catch (JedisNoScriptException e) {
            return tell(line, keys, arguments);
        }
    }

    /** Starts with the flags again: this may be another server, or a newer one. */
    private Object tell(Line line, List<?> keys, List<?> arguments) {
        if (!flagged.equals(plain)) {
            try {
                Object answer = line.ask(inFull(flagged.lua, keys, arguments));
                flags = true;
                return answer;
            } catch (JedisDataException e) {
                if (!String.valueOf(e.getMessage()).contains(CANNOT_COMPILE)) {
                    throw e;
                }
                flags = false;
            }
        }
        return line.ask(inFull(plain.lua, keys, arguments));
    }

    private static CommandArguments byHash(String sha1, List<?> keys, List<?> arguments) {
        return command(Protocol.Command.EVALSHA, sha1, keys, arguments);
    }

    private static CommandArguments inFull(String lua, List<?> keys, List<?> arguments) {
        return command(Protocol.Command.EVAL, lua, keys, arguments);
    }

    private static CommandArguments command(Protocol.Command command, String script, List<?> keys, List<?> arguments) {
        return new CommandArguments(command)
                .add(script)
                .add(keys.size())
                .addObjects(keys)
                .addObjects(arguments);
    }

    private static String sha1(String lua) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(lua.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
