package document

import (
	"patchline/internal/sim/apierr"
)

// readRuntimeConfig reads the plugins of schema 1.2: action to properties.
// The agent keeps no order between plugins; here it is that of their names. A
// plugin may have several properties by its schema: one is simulated, and more
// are refused.
func (c *Content) readRuntimeConfig(top map[string]any) *apierr.Error {
	config, found := top["runtimeConfig"].(map[string]any)
	if !found || len(config) == 0 {
		return apierr.New(invalidContent, "A document of schema 1.2 needs runtimeConfig, an object with one plugin at least.")
	}
	for _, action := range sortedKeys(config) {
		if actions[action] == nil {
			return apierr.New(invalidContent, "runtimeConfig: %s is not an action of Command documents.", action)
		}
		plugin, found := config[action].(map[string]any)
		if !found {
			return apierr.New(invalidContent, "runtimeConfig: %s is not an object.", action)
		}
		if refused := onlyKeys("runtimeConfig: "+action, plugin, "properties", "settings", "description"); refused != nil {
			return refused
		}
		properties, refused := onlyProperties(action, plugin["properties"])
		if refused != nil {
			return refused
		}
		id, _ := properties["id"].(string)
		c.Steps = append(c.Steps, Step{Name: action, Action: action, Inputs: properties, Folder: id})
	}
	return nil
}

func onlyProperties(action string, value any) (map[string]any, *apierr.Error) {
	switch properties := value.(type) {
	case map[string]any:
		return properties, nil
	case []any:
		if len(properties) > 1 {
			return nil, apierr.New(invalidContent, "runtimeConfig: %s has %d properties; the stand-in runs one.", action, len(properties))
		}
		if len(properties) == 1 {
			if one, found := properties[0].(map[string]any); found {
				return one, nil
			}
		}
	}
	return nil, apierr.New(invalidContent, "runtimeConfig: %s needs properties: an object, or a list of one.", action)
}
