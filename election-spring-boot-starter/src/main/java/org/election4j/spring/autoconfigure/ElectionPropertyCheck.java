// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.election4j.spring.ElectionConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Looks at what the configuration says before it is used: a duration without a unit, which Spring takes for milliseconds, and names that
 * mean nothing. Variables of the environment are left out, since other programs have some that begin with the same word.
 */
final class ElectionPropertyCheck implements BeanFactoryPostProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(ElectionPropertyCheck.class);
    private static final String PREFIX = "election";

    private final Environment environment;

    ElectionPropertyCheck(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        Map<ConfigurationPropertyName, Class<?>> known = new HashMap<>();
        collect(PREFIX, ElectionProperties.class, known);
        known.forEach((name, type) -> {
            if (type == Duration.class) {
                requireUnit(name.toString());
            }
        });
        if (environment instanceof ConfigurableEnvironment configurable) {
            configurable.getPropertySources().forEach(source -> unknownIn(source, known));
        }
    }

    private static void collect(String prefix, Class<?> type, Map<ConfigurationPropertyName, Class<?>> known) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
            if (component.getType().isRecord()) {
                collect(name, component.getType(), known);
            } else {
                known.put(ConfigurationPropertyName.of(name), component.getType());
            }
        }
    }

    /** Less than a second is never meant, and 10 rather means ten seconds. */
    private void requireUnit(String name) {
        String text = environment.getProperty(name);
        if (text != null && text.strip().matches("[0-9]{1,3}")) {
            throw new ElectionConfigurationException(
                    name + " is " + text.strip() + ", which Spring takes for as many milliseconds.",
                    "Write " + text.strip() + "s for seconds; or " + text.strip() + "ms if that is what you mean.");
        }
    }

    private static void unknownIn(PropertySource<?> source, Map<ConfigurationPropertyName, Class<?>> known) {
        if (!(source instanceof OriginTrackedMapPropertySource file)) {
            return;
        }
        List<String> unknown = new ArrayList<>();
        for (String key : file.getPropertyNames()) {
            ConfigurationPropertyName name = ConfigurationPropertyName.isValid(key)
                    ? ConfigurationPropertyName.of(key)
                    : ConfigurationPropertyName.adapt(key, '.');
            if (isOurs(name) && !isKnown(name, known)) {
                unknown.add(key);
            }
        }
        if (!unknown.isEmpty()) {
            LOG.warn("{} means nothing to Election4J, in {}: is it misspelt?", unknown, source.getName());
        }
    }

    private static boolean isOurs(ConfigurationPropertyName name) {
        return ConfigurationPropertyName.of(PREFIX).isAncestorOf(name);
    }

    private static boolean isKnown(ConfigurationPropertyName name, Map<ConfigurationPropertyName, Class<?>> known) {
        return known.containsKey(name)
                || known.entrySet().stream()
                        .anyMatch(each -> each.getKey().isAncestorOf(name)
                                && (each.getValue() == Map.class
                                        || (each.getValue() == List.class && isNumbered(name))));
    }

    private static boolean isNumbered(ConfigurationPropertyName name) {
        return name.getElement(2, ConfigurationPropertyName.Form.UNIFORM).matches("[0-9]+");
    }
}
