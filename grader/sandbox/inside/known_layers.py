"""The layers of Keras by name: those that a model may have, and those that it may not, with what to use instead."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# What each computes is known, and none reads a file or brings code. A layer of a new Keras that is missing here fails a test.
# fmt: off
ALLOWED = frozenset(
    {
        "Activation", "ActivityRegularization", "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D",
        "AdaptiveAveragePooling3D", "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D", "Add",
        "AdditiveAttention", "AlphaDropout", "Attention", "AugMix", "AutoContrast", "Average", "AveragePooling1D",
        "AveragePooling2D", "AveragePooling3D", "AvgPool1D", "AvgPool2D", "AvgPool3D", "BatchNormalization",
        "BatchNormalizationV1", "Bidirectional", "CategoryEncoding", "CenterCrop", "Concatenate",
        "ContrastLimitedAdaptiveHistogramEqualization", "Conv1D", "Conv1DTranspose", "Conv2D", "Conv2DTranspose",
        "Conv3D", "Conv3DTranspose", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Convolution1D",
        "Convolution1DTranspose", "Convolution2D", "Convolution2DTranspose", "Convolution3D",
        "Convolution3DTranspose", "Cropping1D", "Cropping2D", "Cropping3D", "CuDNNGRU", "CuDNNLSTM", "CutMix",
        "Dense", "DepthwiseConv1D", "DepthwiseConv2D", "Discretization", "Dot", "Dropout", "EinsumDense", "ELU",
        "Embedding", "Equalization", "Flatten", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D",
        "GlobalAveragePooling2D", "GlobalAveragePooling3D", "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalAvgPool3D",
        "GlobalMaxPool1D", "GlobalMaxPool2D", "GlobalMaxPool3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D",
        "GlobalMaxPooling3D", "GroupedQueryAttention", "GroupNormalization", "GroupQueryAttention", "GRU", "GRUCell",
        "Identity", "InputLayer", "LayerNormalization", "LeakyReLU", "LocallyConnected1D", "LocallyConnected2D",
        "LSTM", "LSTMCell", "Masking", "Maximum", "MaxNumBoundingBoxes", "MaxPool1D", "MaxPool2D", "MaxPool3D",
        "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "MelSpectrogram", "Minimum", "MixUp", "MultiHeadAttention",
        "Multiply", "Normalization", "Permute", "Pipeline", "PReLU", "RandAugment", "RandomBrightness",
        "RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomCrop", "RandomElasticTransform",
        "RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomHeight", "RandomHue",
        "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomRotation", "RandomSaturation",
        "RandomSharpness", "RandomShear", "RandomTranslation", "RandomWidth", "RandomZoom", "ReLU", "RepeatVector",
        "Rescaling", "Reshape", "Resizing", "ReversibleEmbedding", "RMSNormalization", "RNN", "SeparableConv1D",
        "SeparableConv2D", "SeparableConvolution1D", "SeparableConvolution2D", "SimpleRNN", "SimpleRNNCell",
        "Softmax", "Solarization", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
        "SpectralNormalization", "StackedRNNCells", "STFTSpectrogram", "Subtract", "ThresholdedReLU",
        "TimeDistributed", "UnitNormalization", "UpSampling1D", "UpSampling2D", "UpSampling3D", "ZeroPadding1D",
        "ZeroPadding2D", "ZeroPadding3D",
    }
)
# fmt: on
_BUILT_IN = "build the network from Keras's own layers"
_NO_TEXT = "digits come as numbers, so use Rescaling or Normalization"
NOT_ALLOWED: Mapping[str, str] = MappingProxyType(
    {
        "TFSMLayer": f"it reads a model from another file; {_BUILT_IN}",
        "JaxLayer": f"it runs code that is not Keras's; {_BUILT_IN}",
        "FlaxLayer": f"it runs code that is not Keras's; {_BUILT_IN}",
        "TorchModuleWrapper": f"it runs code that is not Keras's; {_BUILT_IN}",
        "TextVectorization": f"it can read a file with words; {_NO_TEXT}",
        "StringLookup": f"it can read a file with words; {_NO_TEXT}",
        "IntegerLookup": f"it can read a file with numbers; {_NO_TEXT}",
        "Hashing": f"it is for text; {_NO_TEXT}",
        "HashedCrossing": f"it is for text; {_NO_TEXT}",
        "Layer": "it computes nothing by itself; use Identity",
        "Wrapper": "it computes nothing by itself; use the layer that it holds",
    }
)
