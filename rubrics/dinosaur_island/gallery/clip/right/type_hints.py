from typing import Dict

def clip(gradients: Dict[str, np.ndarray], maxValue: float = 5) -> Dict[str, np.ndarray]:
    """Clip."""
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue, gradient)
    return gradients
